"""Chinese: normalising, sentences, words, numerals, and the spaCy language made of them."""
