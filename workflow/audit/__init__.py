"""What an auditor works with: a matter's past and three voices, risks, samples, inspections with a finding."""
