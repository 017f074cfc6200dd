"""The recipe of models/ner: French names of persons, places and organisations in administrative text."""
