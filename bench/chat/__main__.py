"""Many chats at once: ``python -m bench.chat [--chats 100] [--tokens 200] [--gap-ms 50]``."""

from gevent import monkey

# before anything else is imported
monkey.patch_all()

from bench.chat.measure import main  # noqa: E402

if __name__ == "__main__":
    main()
