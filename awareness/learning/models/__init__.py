"""Modules as published, and what somebody has done of them. One file a concept."""

from awareness.learning.models.adoption import Adoption
from awareness.learning.models.modules import (
    KnownQuestion,
    Module,
    ModuleVersion,
    OpenTo,
    Step,
    StepKind,
    StepQuestion,
)
from awareness.learning.models.progress import Acknowledgement, Completion, Enrolment, StepDone

__all__ = [
    "Acknowledgement",
    "Adoption",
    "Completion",
    "Enrolment",
    "KnownQuestion",
    "Module",
    "ModuleVersion",
    "OpenTo",
    "Step",
    "StepDone",
    "StepKind",
    "StepQuestion",
]
