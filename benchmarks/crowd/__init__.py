"""What does it cost to put one question about many people, in process, beside a comprehension written by hand?"""
