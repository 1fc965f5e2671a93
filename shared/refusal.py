"""A command that a decider turns down, with the sentence that a person reads."""


class Refused(Exception):
    """The domain says no.

    `code` is stable and for machines (it ends the problem type's URI, RFC 9457 §3.1.1). `message` is the message
    id of a translatable sentence, with `%(name)s` places for `values`.
    """

    def __init__(self, code: str, message: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values
