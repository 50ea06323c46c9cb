"""From text to ``Parsed``: sentences, parts, marks, quantities; the only room that loads language models."""
