"""Training of the perception models: body parts from photo and pose, landmarks and category of a garment from its cut-out."""
