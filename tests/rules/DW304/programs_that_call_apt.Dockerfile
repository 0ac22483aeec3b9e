FROM ros:humble
RUN apt-get update && apt-get install -y --no-install-recommends python3-rosdep
RUN rosdep install --from-paths src -y
