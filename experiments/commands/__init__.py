"""The commands of ``pilotcity``, one file each; importing them is quick, what is heavy is imported when used."""
