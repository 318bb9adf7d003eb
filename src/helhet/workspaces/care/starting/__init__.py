"""Beginning a course: for somebody who was found, or for somebody who is new to the unit, known elsewhere or not."""
