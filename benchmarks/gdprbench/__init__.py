"""What do the four workloads of GDPRbench cost, beside the same tables in plain text and sealed by pgcrypto?"""
