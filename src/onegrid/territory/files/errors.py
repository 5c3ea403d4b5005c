"""What can be wrong with an area file. Each message is for the person who brought the file."""


class AreaFileError(ValueError):
    """An area file cannot be used; the message says why and how to mend it, in the reader's language."""


class UnreadableFile(AreaFileError):
    """There is no such file, or it is not of a kind that is read here, or it is damaged or incomplete."""


class UnknownLayer(AreaFileError):
    """The file has several layers and none was named, or has none of that name."""


class UnknownColumn(AreaFileError):
    """A column was named that the file does not have, or the code column cannot be recognised."""


class NotGeographic(AreaFileError):
    """The file has no geometry, or its coordinates cannot be brought to degrees of WGS 84."""


class BadCodes(AreaFileError):
    """Codes are missing, stand twice, or were spoilt by being kept as numbers."""


class BadValue(AreaFileError):
    """A level, kind or number of households is not one."""


class BadText(AreaFileError):
    """The text of the file is in no encoding that is known here."""
