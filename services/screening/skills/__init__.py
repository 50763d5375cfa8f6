"""The terms that résumés are searched for: skills, certificates, languages and degrees, by all their names."""
