# An echo server and its clients, one after the other.
import asyncio, sys, uvloop

async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()

async def client(port, number):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    for i in range(3):
        writer.write(b'%d.%d\n' % (number, i))
        print((await reader.readline()).decode().strip())
        await asyncio.sleep(0.01)
    writer.close()
    await writer.wait_closed()

async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    for number in range(4):
        await client(port, number)
    server.close()
    await server.wait_closed()
    return 3

uvloop.install()
sys.exit(asyncio.run(main()))
