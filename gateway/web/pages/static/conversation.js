// The conversation: what was said lives in this page only, and is sent whole at each turn, like any client does.
"use strict";
const form = document.getElementById("envoi");
if (form) {
  const thread = document.getElementById("fil");
  const field = document.getElementById("message");
  const model = document.getElementById("modele");
  const stop = document.getElementById("arret");
  const messages = [];
  let under = null;

  const make = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const ask = (path, signal) => fetch(path, {
    method: "POST",
    signal,
    headers: { "content-type": "application/json", "x-csrf": form.dataset.csrf },
    body: JSON.stringify({ modele: model.value, messages }),
  });

  const say = (who, text) => {
    const turn = make("article", "tour " + (who === "Vous" ? "vous" : "ia"));
    turn.append(make("h2", "auteur", who), make("p", "propos", text));
    thread.append(turn);
    turn.scrollIntoView({ block: "nearest" });
    return turn;
  };

  // Each value that came back in place of a stand-in is marked, the longest first.
  const mark = (text, replaced) => {
    const shown = make("p", "propos");
    const values = Object.keys(replaced).filter(Boolean).sort((a, b) => b.length - a.length);
    if (!values.length) {
      shown.textContent = text;
      return shown;
    }
    const quoted = values.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    for (const part of text.split(new RegExp("(" + quoted.join("|") + ")"))) {
      if (Object.hasOwn(replaced, part)) {
        const back = make("mark", "pseudonymisee", part);
        back.append(make("span", "cache", " (remis)"));
        shown.append(back);
      } else {
        shown.append(part);
      }
    }
    return shown;
  };

  const showSent = (turn, preview) => {
    const details = make("details", "parti");
    details.append(make("summary", "", "Ce qui est parti"));
    details.append(make("pre", "texte", preview.envoye ?? "Rien."));
    turn.append(details);
  };

  const piece = (line) => {
    if (!line.startsWith("data: {")) return "";
    const event = JSON.parse(line.slice(6));
    if (event.error) throw new Error(event.error.message);
    return event.choices?.[0]?.delta?.content ?? event.delta?.text ?? "";
  };

  const fail = async (answer) => {
    const said = await answer.json();
    throw new Error(said.probleme ?? said.error?.message ?? said.message ?? "La demande a échoué.");
  };

  const stream = async (answer, place) => {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "", text = "";
    for (;;) {
      const { value, done } = await reader.read();
      const lines = (rest + (value ?? "")).split(/\r?\n/);
      rest = done ? "" : lines.pop();
      for (const line of lines) text += piece(line);
      place.textContent = text;
      if (done) return text;
    }
  };

  const turn = async () => {
    under = new AbortController();
    stop.hidden = false;
    const mine = thread.lastElementChild;
    const preview = await (async () => {
      const answer = await ask("/conversation/apercu", under.signal);
      return answer.ok ? answer.json() : fail(answer);
    })();
    showSent(mine, preview);
    const answer = await ask("/conversation/envoi", under.signal);
    if (!answer.ok) await fail(answer);
    const theirs = say("IA – à relire", "");
    const place = theirs.querySelector(".propos");
    const text = await stream(answer, place);
    messages.push({ role: "assistant", content: text });
    place.replaceWith(mark(text, preview.remplacements));
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || under) return;
    messages.push({ role: "user", content: text });
    say("Vous", text);
    field.value = "";
    try {
      await turn();
    } catch (error) {
      const told = error.name === "AbortError" ? "Arrêté." : error.message;
      thread.append(make("p", "avis faute", told));
      if (messages.at(-1)?.role === "user") messages.pop();
    } finally {
      under = null;
      stop.hidden = true;
      field.focus();
    }
  });
  stop.addEventListener("click", () => under?.abort());
  document.getElementById("neuf").addEventListener("click", () => {
    under?.abort();
    messages.length = 0;
    thread.replaceChildren();
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
