"""The base of what a rule of ours refuses."""


class CodedError(Exception):
    """Refused. `code` says why: callers and tests ask for it; each class lists its codes. The
    message is for logs, and the code where there is none."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code
