"""What a text is made of, before anyone asks whether it is true: sentences, citations, quotation marks. Pure."""
