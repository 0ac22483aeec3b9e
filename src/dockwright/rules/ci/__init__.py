"""Rules about CI workflows, and between them and the Dockerfiles that they build."""
