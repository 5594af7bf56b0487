"""A mail server of a test: keeps each message, with its envelope, in a Maildir.

FOLDER/new holds the messages, FOLDER/envelope under the same name the sender
and the recipients, one a line. FOLDER/delay, where it is there, says how many
seconds the server takes over a message, half of them after it has kept it and
before it says so. It says its port, and ends when its standard input does.
"""

import asyncio
import pathlib
import sys
import uuid

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        for name in ("tmp", "new", "envelope"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def delay(self):
        try:
            return float((self.folder / "delay").read_text())
        except (FileNotFoundError, ValueError):
            return 0.0

    async def handle_DATA(self, server, session, envelope):
        half = self.delay() / 2
        await asyncio.sleep(half)
        name = uuid.uuid4().hex
        people = [envelope.mail_from, *envelope.rcpt_tos]
        (self.folder / "envelope" / name).write_text("\n".join(people) + "\n")
        (self.folder / "tmp" / name).write_bytes(envelope.original_content)
        (self.folder / "tmp" / name).rename(self.folder / "new" / name)
        await asyncio.sleep(half)
        return "250 OK"


async def main():
    keeper = Keeper(pathlib.Path(sys.argv[1]))
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, ended.set)
    server = await loop.create_server(lambda: SMTP(keeper, hostname="sink.example.org", loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()


asyncio.run(main())
