"""Why a motion, a vote or a proposal does not count."""

from truceline.errors import BadInput, Conflict, NotFound, Refused


class MotionUnknown(NotFound):
    """No motion has that id."""

    code = "motion.unknown"
    text = "No motion '{motion}' is on record. `truceline motion list` shows those that are."


class SubjectUnknown(NotFound):
    """A motion is about something that the arrangement does not hold."""

    code = "motion.subject-unknown"
    text = "The arrangement holds no {kind} '{subject}'. Name one of: {known}."


class ProposalUnknown(NotFound):
    """No proposal or boundary has that id."""

    code = "motion.proposal-unknown"
    text = "No outline '{proposal}' is held. Name one of: {known}."


class KeyMissing(NotFound):
    """A party has no key on record, so nobody can sign for it."""

    code = "motion.key-missing"
    text = "{party} has no key on record. Make one with `truceline motion key --party {party}`."


class NotSeated(Refused):
    """Someone who does not decide under a text acts as if it did."""

    code = "motion.not-seated"
    text = "{party} has no seat here; {seats} decide. Let one of them act, with its own key."


class NotTheMover(Refused):
    """Only who opened a motion may replace its text."""

    code = "motion.not-the-mover"
    text = "{motion} was opened by {by}, not by {party}. Open a motion of your own instead."


class SignatureWrong(Refused):
    """A signature is not by the key on record, or not of this text."""

    code = "motion.signature-wrong"
    text = "The signature is not {party}'s, or not of this text. Sign it with the key on record."


class OtherRecord(Refused):
    """Something signed for one record was brought into another."""

    code = "motion.other-record"
    text = "This was signed for the record {record}, which is another one. Sign it here anew."


class MajorityUnsafe(Refused):
    """A majority may not decide about boundaries and terms."""

    code = "motion.majority-unsafe"
    text = (
        "{subject} cannot be decided by a majority: one guarantor who signs on both sides could "
        "put two contrary decisions in force. Decide it by consensus, under a text that says so."
    )


class MotionUnfit(BadInput):
    """A motion lacks something, or asks for what cannot be."""

    code = "motion.unfit"
    text = "This motion cannot be opened: {reason}. {fix}"


class TextOutdated(Conflict):
    """Someone voted on a text that is not, or no longer, the motion's."""

    code = "motion.text-outdated"
    text = (
        "The vote is over the text {over}, but {motion} now stands as {current}. "
        "Read it again (truceline motion show {motion}) and vote on what it says now."
    )


class ParentOutdated(Conflict):
    """What a motion would change has been changed meanwhile."""

    code = "motion.parent-outdated"
    text = (
        "{motion} changes a version of {subject} that no longer stands. "
        "Open a motion over the version that does, with `truceline motion open`."
    )


class DeadlinePassed(Conflict):
    """A motion takes no more votes."""

    code = "motion.deadline-passed"
    text = "{motion} took votes until {deadline}. Open a new motion to decide the matter again."


class StillOpen(Conflict):
    """A motion is closed only after its deadline, because votes may change until then."""

    code = "motion.still-open"
    text = "{motion} takes votes until {deadline}. Close it after that."


class VoteRepeated(Conflict):
    """A vote was brought in again, or two were cast at once."""

    code = "motion.vote-repeated"
    text = "{party} has cast vote {held} on {motion} already. Look at it, and vote again if needed."


class KeyTaken(Conflict):
    """A party has a key, and the new one is not approved by it."""

    code = "motion.key-taken"
    text = "{party} has a key on record. A new one needs the signature of the old one; use --key."


class AlreadyRecorded(Conflict):
    """The same thing is on record."""

    code = "motion.already-recorded"
    text = "{what} is on record already. There is nothing to do."


class OutcomeDiffers(Refused):
    """An entry says of a motion what its votes do not."""

    code = "motion.outcome-differs"
    text = "By its votes {motion} is {outcome}. Close it with that outcome."
