"""How many decisions a second, beside the engines that others would use?"""
