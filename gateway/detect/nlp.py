"""The NLP engine that Presidio runs over: tokens and named entities, nothing else.

Lemmas, tags and parse trees cost most of the time of a stock pipeline and serve nothing here. Results leave spaCy's memory
zone as plain records, so that no word of a request stays in the model's vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import spacy
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from spacy.language import Language as Pipeline

from gateway.detect import tagger
from gateway.detect.phrase_tagger import Found, PhraseTagger
from gateway.detect.reading import Reading
from gateway.detect.split import Splitter
from gateway.errors import ModelError

UNUSED = ("morphologizer", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity as the model labels it, by character offsets. Reads like a spaCy Span.

    certainty: probability, 0 to 1, where the model tells it.
    """

    start_char: int
    end_char: int
    label_: str
    certainty: float = 0.0


class Artifacts(NlpArtifacts):
    """Presidio's artifacts with the reading every rule shares. Lemmas are lower-cased tokens.

    phrases: what may say a sensitive thing, labelled with its kind.
    """

    def __init__(
        self, reading: Reading, entities: list[Entity], engine: NerEngine, language: str, phrases: Sequence[Entity] = ()
    ) -> None:
        super().__init__(entities, [], [], [], engine, language)  # type: ignore[arg-type]  # no spaCy Doc is kept
        self.reading, self.phrases = reading, phrases


class NerEngine(NlpEngine):
    """spaCy with what names entities alone, one pipeline a language; a language without a model finds no entity."""

    def __init__(
        self, models: Mapping[str, str | None], folder: Path, phrases: Mapping[str, str | None] | None = None
    ) -> None:
        self.models, self.folder, self.sensing = dict(models), folder, dict(phrases or {})
        self.sensors: dict[str, PhraseTagger] = {}
        self.pipelines: dict[str, Pipeline] = {}
        self.splitters: dict[str, Splitter] = {}
        self.lock = Lock()

    def load(self) -> None:
        """Load every model. Raises ModelError when one is missing or unreadable."""
        loaded: dict[str, Pipeline] = {}
        for language, name in self.models.items():
            if name is None:
                continue
            if name not in loaded:
                loaded[name] = load_ner(name, self.folder)
            self.pipelines[language] = loaded[name]
            if (splitter := Splitter.of(loaded[name].tokenizer)) is not None:
                self.splitters[language] = splitter
            if sensing := self.sensing.get(language):
                ours = _namer(loaded[name])
                frequent = ours.frequent if isinstance(ours, tagger.Tagger) else None
                self.sensors[language] = PhraseTagger.load(self.folder / sensing, frequent)

    def is_loaded(self) -> bool:
        """Tell whether load() has run."""
        return bool(self.pipelines)

    def process_text(self, text: str, language: str, reading: Reading | None = None) -> Artifacts:
        """Return the reading, the entities and the sensitive phrases of ``text``.

        reading: that of this very text, where there is one.
        """
        read = reading or Reading(text)
        if language not in self.pipelines:
            return Artifacts(read, [], self, language)
        pipeline, splitter = self.pipelines[language], self.splitters.get(language)
        ours = _namer(pipeline)
        if not isinstance(ours, tagger.Tagger) or splitter is None:
            with self.lock, pipeline.memory_zone():  # the vocabulary is shared: threads take turns
                found = [Entity(e.start_char, e.end_char, e.label_) for e in pipeline(text).ents]
            return Artifacts(read, found, self, language)
        words, starts = splitter.split(text)
        sensor = self.sensors.get(language)
        phrases = _placed(sensor.read_text(words)[0], words, starts) if sensor else []
        return Artifacts(read, _placed(ours.weighed(words), words, starts), self, language, phrases)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, Artifacts]]:
        """Yield each text with its artifacts."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        """Tell nothing: stop words are not used."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Tell nothing: punctuation is not used."""
        return False

    def get_supported_entities(self) -> list[str]:
        """Return the labels of the loaded models."""
        return sorted({label for pipeline in self.pipelines.values() for label in _namer(pipeline).labels})

    def get_supported_languages(self) -> list[str]:
        """Return every declared language."""
        return list(self.models)

    def versions(self) -> list[str]:
        """Return "name version" of each model."""
        metas = {id(p): p.meta for p in self.pipelines.values()}
        return [f"{meta.get('lang')}_{meta.get('name')} {meta.get('version')}" for meta in metas.values()]


def load_ner(name: str, folder: Path) -> Pipeline:
    """Load a package or a folder under ``folder`` with what names entities and what it listens to. Raises ModelError."""
    path = folder / name
    try:
        pipeline = spacy.load(path if path.is_dir() else name, exclude=list(UNUSED))
        if pipeline.pipe_names == [tagger.FACTORY]:
            # our component reads words itself: spaCy need not
            pipeline.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
        elif "tok2vec" in pipeline.pipe_names and not _listens(pipeline):
            pipeline.remove_pipe("tok2vec")
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"modèle {name} : {type(error).__name__}") from error
    return pipeline


def _namer(pipeline: Pipeline) -> Any:
    """Return the component that names entities: the last."""
    return pipeline.get_pipe(pipeline.pipe_names[-1])


def _placed(found: Iterable[Found], words: Sequence[str], starts: Sequence[int]) -> list[Entity]:
    return [
        Entity(starts[first], starts[end - 1] + len(words[end - 1]), label, sure) for (first, end, label), sure in found
    ]


def _listens(pipeline: Pipeline) -> bool:
    layers = pipeline.config["components"].get("ner", {}).get("model", {}).get("tok2vec", {})
    return "Tok2VecListener" in str(layers.get("@architectures"))
