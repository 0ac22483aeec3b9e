FROM ros:humble
RUN . /opt/ros/humble/setup.sh
USER 10001
