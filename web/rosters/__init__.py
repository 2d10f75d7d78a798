"""Lists of participants as spreadsheets save them: bytes → lines → people, each with what is wrong with it."""
