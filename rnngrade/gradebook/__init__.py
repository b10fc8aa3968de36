"""The gradebook stage: what machine, person and calendar say of a class, as one grade a student."""
