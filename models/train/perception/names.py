"""Names and orders that the networks share with the engine (engine/domain/parsing.ts, pose.ts and garment.ts)."""

PARTS = (
    "background", "hair", "face", "neck", "leftArm", "rightArm", "leftHand", "rightHand", "upper", "lower", "dress",
    "leftLeg", "rightLeg", "leftFootwear", "rightFootwear", "other",
)  # fmt: skip
"""By label value; left and right are the person's own."""

POSE = (
    "nose", "leftEyeInner", "leftEye", "leftEyeOuter", "rightEyeInner", "rightEye", "rightEyeOuter", "leftEar", "rightEar",
    "mouthLeft", "mouthRight", "leftShoulder", "rightShoulder", "leftElbow", "rightElbow", "leftWrist", "rightWrist",
    "leftPinky", "rightPinky", "leftIndex", "rightIndex", "leftThumb", "rightThumb", "leftHip", "rightHip", "leftKnee",
    "rightKnee", "leftAnkle", "rightAnkle", "leftHeel", "rightHeel", "leftFootIndex", "rightFootIndex",
)  # fmt: skip
"""The pose model's landmarks in its order."""

JOINTS = (
    "nose", "leftEar", "rightEar", "leftShoulder", "rightShoulder", "leftElbow", "rightElbow", "leftWrist", "rightWrist",
    "leftIndex", "rightIndex", "leftHip", "rightHip", "leftKnee", "rightKnee", "leftAnkle", "rightAnkle", "leftFootIndex",
    "rightFootIndex",
)  # fmt: skip
"""Landmarks that the parts network is given a map of, in the order of its channels."""

LANDMARKS = (
    "collarL", "collarR", "shoulderL", "shoulderR", "cuffOuterL", "cuffOuterR", "cuffInnerL", "cuffInnerR", "armpitL",
    "armpitR", "waistL", "waistR", "hemL", "hemC", "hemR", "crotch", "legOuterL", "legOuterR", "legInnerL", "legInnerR",
)  # fmt: skip
"""Garment landmarks that the studio knows the truth of; L and R are sides of the picture."""

CATEGORIES = ("top", "trousers", "shorts", "skirt", "dress", "jacket")


def swapped(names: tuple[str, ...]) -> list[int]:
    """For every name the index of its mirror image."""

    def other(name: str) -> str:
        if name.startswith("left"):
            return "right" + name[4:]
        if name.startswith("right"):
            return "left" + name[5:]
        if name[-1] in "LR":
            return name[:-1] + ("R" if name[-1] == "L" else "L")
        return name

    return [names.index(other(name)) if other(name) in names else k for k, name in enumerate(names)]
