using System.Net;
using System.Net.Sockets;

namespace Schemes.Distributed.Meeting;

/// <summary>
/// Store of a rendezvous, in rank 0's process: knows which ranks have joined, and keeps the values by which the ranks tell
/// each other their addresses.
/// </summary>
internal sealed class MeetingServer : IDisposable
{
    private static readonly TimeSpan GreetingTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DisposeTimeout = TimeSpan.FromSeconds(2);

    private readonly object _state = new();
    private readonly TcpListener _listener;
    private readonly string _key;
    private readonly (Socket Socket, string Process)?[] _joined;
    private readonly Dictionary<string, byte[]> _values = [];
    private readonly List<(Thread Thread, Socket Socket)> _connections = [];
    private bool _complete;
    private string? _failure;
    private int[] _missing = [];

    /// <param name="listener">A listener that has been started.</param>
    /// <param name="key">Name of the run; ranks that come with another name are sent away.</param>
    /// <param name="worldSize">Number of ranks.</param>
    public MeetingServer(TcpListener listener, string key, int worldSize)
    {
        _listener = listener;
        _key = key;
        _joined = new (Socket Socket, string Process)?[worldSize];
        new Thread(Accept) { IsBackground = true, Name = "ranks meet" }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        Fail("rank 0 has left", [0]);
        _listener.Dispose();
        Deadline deadline = new(DisposeTimeout);
        (Thread Thread, Socket Socket)[] connections;
        lock (_state)
            connections = [.. _connections];

        // Ranks that wait for an answer still get one, and nothing more is read.
        foreach ((_, Socket socket) in connections)
            Quietly(() => socket.Shutdown(SocketShutdown.Receive));
        foreach ((Thread thread, Socket socket) in connections)
        {
            thread.Join(deadline.Milliseconds);
            socket.Dispose();
        }
    }

    private void Accept()
    {
        Quietly(() =>
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                Thread thread = new(() => Quietly(() => Serve(socket))) { IsBackground = true, Name = "rank meets" };
                lock (_state)
                    _connections.Add((thread, socket));
                thread.Start();
            }
        });
    }

    private void Serve(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        socket.NoDelay = true;
        socket.ReceiveTimeout = (int)GreetingTimeout.TotalMilliseconds;
        int rank;
        using (BinaryReader greeting = Frame.Receive(stream))
        {
            if (greeting.ReadString() != Protocol.Greeting)
                return;
            if (greeting.ReadString() != _key)
            {
                Frame.Send(stream, answer => answer.Write((byte)Answer.OtherMeeting));
                return;
            }

            Frame.Send(stream, answer => answer.Write((byte)Answer.Ok));
            rank = greeting.ReadInt32();
            int worldSize = greeting.ReadInt32();
            Deadline deadline = new(TimeSpan.FromMilliseconds(greeting.ReadInt32()));
            double timeout = greeting.ReadDouble();
            if (Join((socket, greeting.ReadString()), rank, worldSize, deadline, timeout) is { } refusal)
            {
                Frame.Send(stream, answer => Refuse(answer, refusal));
                return;
            }
        }

        Frame.Send(stream, answer =>
        {
            answer.Write((byte)Answer.Ok);
            answer.Write(AddressOf(rank).ToString());
        });
        socket.ReceiveTimeout = 0;
        try
        {
            AnswerRequests(stream);
        }
        finally
        {
            // Ranks leave when all are connected; no other rank waits for a value then.
            lock (_state)
            {
                if (_joined[rank]?.Socket == socket)
                    Fail($"rank {rank} left before all ranks were connected", [rank]);
            }
        }
    }

    private void AnswerRequests(NetworkStream stream)
    {
        while (true)
        {
            using BinaryReader request = Frame.Receive(stream);
            Request kind = (Request)request.ReadByte();
            string key = request.ReadString();
            if (kind == Request.Set)
                Set(key, request.ReadBytes());
            byte[]? value = kind == Request.Set ? [] : Get(key, new Deadline(TimeSpan.FromMilliseconds(request.ReadInt32())));
            Frame.Send(stream, answer =>
            {
                if (value is null)
                {
                    Refuse(answer, _failure ?? $"'{key}' was not stored in time");
                    return;
                }

                answer.Write((byte)Answer.Ok);
                answer.WriteBytes(value);
            });
        }
    }

    /// <summary>
    /// Waits until all ranks have joined. Returns the error text if that failed; a failure is that of all ranks.
    /// </summary>
    /// <remarks>
    /// A process that got no answer in time greets again. Its later greeting takes the place of its earlier one, which may be read
    /// only then.
    /// </remarks>
    private string? Join((Socket Socket, string Process) caller, int rank, int worldSize, Deadline deadline, double timeout)
    {
        lock (_state)
        {
            if (IsGone(caller.Socket))
                throw new EndOfStreamException();
            bool again = rank >= 0 && rank < _joined.Length && _joined[rank]?.Process == caller.Process;
            if (_complete && !again)
                return $"all {_joined.Length} ranks have met already";
            if (worldSize != _joined.Length)
                Fail($"rank {rank} was started for a world of {worldSize}, rank 0 for one of {_joined.Length}");
            else if (rank < 0 || rank >= worldSize)
                Fail($"there is no rank {rank} in a world of {worldSize}");
            else if (_joined[rank] is not null && !again)
                Fail($"two processes say that they are rank {rank}");
            else
                _joined[rank] = caller;
            _complete = _joined.All(joined => joined is not null);
            Monitor.PulseAll(_state);
            while (!_complete && _failure is null)
            {
                if (deadline.IsOver)
                {
                    int[] missing = [.. Enumerable.Range(0, worldSize).Where(other => _joined[other] is null)];
                    Fail($"timed out after {timeout:0} ms: of {worldSize} ranks these have not joined: {string.Join(", ", missing)}", missing);
                    break;
                }

                Monitor.Wait(_state, Math.Min(100, deadline.Milliseconds));

                // A rank that dies while it waits counts as absent, and may be started again.
                if (!_complete && _failure is null && IsGone(caller.Socket))
                {
                    if (_joined[rank] == caller)
                        _joined[rank] = null;
                    throw new EndOfStreamException();
                }
            }

            return _complete ? null : _failure;
        }
    }

    /// <summary>True if the other end is closed; a rank that waits for its answer sends nothing.</summary>
    private static bool IsGone(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    /// <summary>
    /// Returns the address at which other ranks reach a rank: the one it has connected from. Where that is the loopback, but
    /// ranks of other machines have joined, it is the address of this machine to which those have connected.
    /// </summary>
    private IPAddress AddressOf(int rank)
    {
        lock (_state)
        {
            Socket[] joined = [.. _joined.Select(caller => caller!.Value.Socket)];
            IPAddress address = Remote(joined[rank]);
            if (!IPAddress.IsLoopback(address))
                return address;
            Socket? other = joined.FirstOrDefault(socket => !IPAddress.IsLoopback(Remote(socket)));
            return other is null ? address : Plain(other.LocalEndPoint);
        }

        static IPAddress Remote(Socket socket) => Plain(socket.RemoteEndPoint);
        static IPAddress Plain(EndPoint? end)
        {
            IPAddress address = ((IPEndPoint)end!).Address;
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }
    }

    private void Set(string key, byte[] value)
    {
        lock (_state)
        {
            _values[key] = value;
            Monitor.PulseAll(_state);
        }
    }

    private byte[]? Get(string key, Deadline deadline)
    {
        lock (_state)
        {
            byte[]? value;
            while (!_values.TryGetValue(key, out value) && _failure is null && !deadline.IsOver)
                Monitor.Wait(_state, deadline.Milliseconds);
            return value;
        }
    }

    private void Fail(string text, params int[] missing)
    {
        lock (_state)
        {
            if (_failure is null)
                (_failure, _missing) = (text, missing);
            Monitor.PulseAll(_state);
        }
    }

    private void Refuse(BinaryWriter answer, string text)
    {
        answer.Write((byte)Answer.Failure);
        answer.Write(text);
        answer.Write(_missing.Length);
        foreach (int rank in _missing)
            answer.Write(rank);
    }

    /// <summary>Ignores a connection that breaks, or at whose other end is another program.</summary>
    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException or FormatException or ArgumentException)
        {
        }
    }
}
