"""Pictures that somebody uploads: checked by content, made anew, kept in the sizes and formats that pages need.

`checking` says whether bytes are a picture and makes it clean; `making` encodes it; `keeping` stores both and the row,
and sweeps what nothing uses; `serving` answers for the files where no proxy does; `shown` is what a page prints.
Whoever uses pictures says so in `uses`. `keeping.take_up(data)` is the one way in:

    picture = take_up(upload.read(), name=upload.name, by=request.user)    # or Refused, with a sentence
    shown(picture, sizes="(min-width: 48rem) 12rem, 30vw")                 # what <picture> needs
"""
