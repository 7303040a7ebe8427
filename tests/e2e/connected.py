"""What end-to-end tests do with scales that are connected to."""


def advertise(proxy, scales):
    for scale in scales:
        proxy.advertise(scale.address, scale.advertisement())


async def until_all_sleep(house, proxy, scales):
    """Let scales advertise until each has got rid of what it had to say."""

    async def asleep():
        awake = [scale for scale in scales if scale.is_awake]
        advertise(proxy, awake)
        return not awake

    await house.wait_for(asleep, 150, "silence of the scales")


async def until_nobody_is_weighed(house):
    """Wait until everything that was heard has become a weighing."""

    async def free():
        states = await house.states()
        found = [each["state"] for name, each in states.items() if name.endswith("weighing_state")]
        return set(found) <= {"idle", "done", "no_impedance"}

    await house.wait_for(free, 40, "end of all weighings")
