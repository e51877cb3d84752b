using System.Net;
using System.Net.Sockets;

namespace Schemes.Distributed.Meeting;

/// <summary>Rendezvous that all ranks have joined, through which they exchange what they need to connect.</summary>
internal sealed class MeetingOfRanks : IDisposable
{
    private const int RetryMilliseconds = 20;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly MeetingPlace _place;
    private readonly MeetingServer? _server;
    private readonly Deadline _deadline;
    private readonly string _process = Guid.NewGuid().ToString();
    private TcpClient? _client;

    private MeetingOfRanks(MeetingPlace place, MeetingServer? server, int rank, int worldSize, Deadline deadline)
    {
        _place = place;
        _server = server;
        _deadline = deadline;
        Rank = rank;
        WorldSize = worldSize;
    }

    public int Rank { get; }

    public int WorldSize { get; }

    /// <summary>Address of this rank, at which the others reach it.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Deadline of the rendezvous, connecting included.</summary>
    public Deadline Deadline => _deadline;

    /// <summary>Joins the rendezvous at a place and waits for all ranks.</summary>
    /// <exception cref="CollectiveException">A rank did not come in time, or the ranks disagree on their number, or two have the same.</exception>
    public static MeetingOfRanks Join(MeetingPlace place, int rank, int worldSize, TimeSpan timeout)
    {
        MeetingServer? server = null;
        MeetingOfRanks? meeting = null;
        try
        {
            Deadline deadline = new(timeout);
            server = rank == 0 ? place.Listen(worldSize) : null;
            meeting = new MeetingOfRanks(place, server, rank, worldSize, deadline);
            meeting.Join();
            return meeting;
        }
        catch (Exception exception)
        {
            meeting?.Dispose();
            server?.Dispose();
            if (exception is IOException or SocketException or UnauthorizedAccessException && exception is not CollectiveException)
                throw new CollectiveException("rendezvous", rank, worldSize, exception.Message, null, exception);
            throw;
        }
    }

    /// <summary>Stores a value for the other ranks.</summary>
    public void Set(string key, ReadOnlySpan<byte> value)
    {
        byte[] bytes = value.ToArray();
        Ask(key, request =>
        {
            request.Write((byte)Request.Set);
            request.Write(key);
            request.WriteBytes(bytes);
        }).Dispose();
    }

    /// <summary>Gets a value, which a rank stores before the deadline.</summary>
    public byte[] Get(string key)
    {
        using BinaryReader answer = Ask(key, request =>
        {
            request.Write((byte)Request.Get);
            request.Write(key);
            request.Write(_deadline.Milliseconds);
        });
        return answer.ReadBytes();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _server?.Dispose();
        if (Rank == 0)
            _place.Clear();
    }

    private void Join()
    {
        string reason = "no address is known";
        do
        {
            try
            {
                foreach ((IPEndPoint address, string key) in _place.Addresses())
                {
                    if (TryJoin(address, key, ref reason))
                        return;
                }
            }
            catch (SocketException exception)
            {
                reason = exception.Message; // the name is not known yet
            }

            Thread.Sleep(Math.Min(RetryMilliseconds, _deadline.Milliseconds));
        }
        while (!_deadline.IsOver);
        throw Failure($"timed out after {_deadline.Timeout.TotalMilliseconds:0} ms: no rank 0 was found at {_place}: {reason}", [0]);
    }

    private bool TryJoin(IPEndPoint address, string key, ref string reason)
    {
        TcpClient client = new(address.AddressFamily) { NoDelay = true };
        try
        {
            TimeSpan limit = _deadline.Remaining < ConnectTimeout ? _deadline.Remaining : ConnectTimeout;
            using CancellationTokenSource late = new(limit);
            client.ConnectAsync(address, late.Token).AsTask().GetAwaiter().GetResult();
            Frame.Send(client.GetStream(), greeting =>
            {
                greeting.Write(Protocol.Greeting);
                greeting.Write(key);
                greeting.Write(Rank);
                greeting.Write(WorldSize);
                greeting.Write(_deadline.Milliseconds);
                greeting.Write(_deadline.Timeout.TotalMilliseconds);
                greeting.Write(_process);
            });

            // A first answer comes at once, or another program listens there; the second when all ranks have come.
            client.ReceiveTimeout = (int)limit.TotalMilliseconds + 1;
            using (BinaryReader welcome = Frame.Receive(client.GetStream()))
            {
                if ((Answer)welcome.ReadByte() != Answer.Ok)
                    throw new IOException($"ranks of another run meet at {address}");
            }

            client.ReceiveTimeout = _deadline.Milliseconds + (int)ConnectTimeout.TotalMilliseconds;
            using BinaryReader answer = Frame.Receive(client.GetStream());
            if ((Answer)answer.ReadByte() != Answer.Ok)
                throw Failure(answer);
            Address = answer.ReadString();
            _client = client;
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException && exception is not CollectiveException)
        {
            reason = exception is OperationCanceledException ? $"{address} does not answer" : exception.Message;
        }

        client.Dispose();
        return false;
    }

    private BinaryReader Ask(string key, Action<BinaryWriter> request)
    {
        try
        {
            _client!.ReceiveTimeout = _deadline.Milliseconds + (int)ConnectTimeout.TotalMilliseconds;
            Frame.Send(_client.GetStream(), request);
            BinaryReader answer = Frame.Receive(_client.GetStream());
            return (Answer)answer.ReadByte() == Answer.Ok ? answer : throw Failure(answer);
        }
        catch (Exception exception) when (exception is IOException or SocketException && exception is not CollectiveException)
        {
            throw Failure($"rank 0 was lost at '{key}': {exception.Message}", [0]);
        }
    }

    private CollectiveException Failure(BinaryReader answer)
    {
        string text = answer.ReadString();
        int[] missing = new int[Math.Min(answer.ReadInt32(), WorldSize)];
        for (int i = 0; i < missing.Length; i++)
            missing[i] = answer.ReadInt32();
        return Failure(text, missing);
    }

    private CollectiveException Failure(string reason, int[] missing) => new("rendezvous", Rank, WorldSize, reason, missing);
}
