FROM registry.example/team/installer-2.6.0
