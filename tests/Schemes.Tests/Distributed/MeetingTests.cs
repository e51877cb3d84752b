using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Schemes.Distributed;
using Schemes.Distributed.Meeting;
using Support;
using static Schemes.Tests.Distributed.Ranks;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

public class MeetingTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [GlooTheory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public void Ranks_meet_at_an_address(string host)
    {
        int port = FreePort();
        Assert.Equal([3, 3], Each(2, rank => Sum(ProcessGroup.MeetAtAddress(host, port, rank, 2, Ample))));
    }

    [GlooFact]
    public void Ranks_meet_at_an_address_of_the_machines_own_name()
    {
        int port = FreePort();
        Assert.Equal([3, 3], Each(2, rank => Sum(ProcessGroup.MeetAtAddress(Dns.GetHostName(), port, rank, 2, Ample))));
    }

    [GlooTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rank_that_does_not_come_is_named_in_time(bool byFile)
    {
        using TemporaryFolder folder = new();
        int port = FreePort();
        string[] messages = Each(2, rank =>
        {
            CollectiveException error = Assert.Throws<CollectiveException>(() => byFile
                ? ProcessGroup.MeetAtFile(folder.File("ranks"), 2 * rank, 4, Short)
                : ProcessGroup.MeetAtAddress("127.0.0.1", port, 2 * rank, 4, Short));
            Assert.Equal("rendezvous", error.Operation);
            return error.Message;
        });

        Assert.Equal("rendezvous failed on rank 0 of 4: timed out after 1000 ms: of 4 ranks these have not joined: 1, 3", messages[0]);
        Assert.StartsWith("rendezvous failed on rank 2 of 4: ", messages[1]);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [GlooFact]
    public void Without_its_first_rank_an_address_leads_nowhere_in_time()
    {
        int port = FreePort();
        CollectiveException error = Assert.Throws<CollectiveException>(() => ProcessGroup.MeetAtAddress("127.0.0.1", port, 1, 2, Short));
        Assert.StartsWith($"rendezvous failed on rank 1 of 2: timed out after 1000 ms: no rank 0 was found at 127.0.0.1:{port}: ", error.Message);
        Assert.Equal([0], error.Missing);
    }

    [GlooFact]
    public void A_rank_that_joins_and_dies_before_it_is_connected_ends_the_others_at_once()
    {
        using TemporaryFolder folder = new();
        FilePlace place = new(folder.File("ranks"));
        CollectiveException?[] errors = Each(3, rank =>
        {
            if (rank != 1)
                return Assert.Throws<CollectiveException>(() => ProcessGroup.MeetAtFile(folder.File("ranks"), rank, 3, Ample));
            MeetingOfRanks.Join(place, 1, 3, Ample).Dispose();
            return null;
        });

        Assert.Contains(errors, error => error?.Message.EndsWith("rank 1 left before all ranks were connected", StringComparison.Ordinal) == true);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [GlooFact]
    public void Ranks_that_disagree_on_their_number_are_told_so_at_once()
    {
        int port = FreePort();
        string[] messages = Each(2, rank =>
            Assert.Throws<CollectiveException>(() => ProcessGroup.MeetAtAddress("127.0.0.1", port, rank, 2 + rank, Ample)).Message);

        Assert.Equal(
            [
                "rendezvous failed on rank 0 of 2: rank 1 was started for a world of 3, rank 0 for one of 2",
                "rendezvous failed on rank 1 of 3: rank 1 was started for a world of 3, rank 0 for one of 2",
            ],
            messages);
    }

    [GlooFact]
    public void Two_processes_cannot_be_the_same_rank()
    {
        int port = FreePort();
        string[] messages = Each(3, number =>
            Assert.Throws<CollectiveException>(() => ProcessGroup.MeetAtAddress("127.0.0.1", port, Math.Min(number, 1), 3, Ample)).Message);

        Assert.All(messages, message => Assert.EndsWith(": two processes say that they are rank 1", message));
    }

    [GlooFact]
    public void A_port_in_use_is_an_error_that_names_it()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        string message = Assert.Throws<CollectiveException>(() => ProcessGroup.MeetAtAddress("127.0.0.1", port, 0, 2, Short)).Message;
        Assert.StartsWith($"rendezvous failed on rank 0 of 2: 127.0.0.1:{port} is in use: ", message);
    }

    [GlooFact]
    public void A_meeting_file_that_exists_is_an_error_that_names_it()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("ranks"), "left\n127.0.0.1:1\n");
        string message = Assert.Throws<CollectiveException>(() => ProcessGroup.MeetAtFile(folder.File("ranks"), 0, 2, Short)).Message;
        Assert.StartsWith($"rendezvous failed on rank 0 of 2: {folder.File("ranks")} exists: ", message);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [GlooFact]
    public void Strangers_at_the_port_do_not_disturb()
    {
        int port = FreePort();
        using ManualResetEventSlim met = new();
        Random random = new(1);
        byte[][] greetings = [.. Enumerable.Range(0, 40).Select(i =>
        {
            byte[] bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length > 4)
                BitConverter.TryWriteBytes(bytes, bytes.Length - 4);
            return bytes;
        }), "GET / HTTP/1.1\r\n\r\n"u8.ToArray()];
        Thread[] strangers = [.. greetings.Select(greeting => new Thread(() =>
        {
            while (!met.IsSet)
            {
                try
                {
                    using TcpClient client = new("127.0.0.1", port);
                    client.GetStream().Write(greeting);
                }
                catch (Exception exception) when (exception is SocketException or IOException)
                {
                    met.Wait(10);
                }
            }
        }))];
        foreach (Thread stranger in strangers)
            stranger.Start();
        float[] sums = Each(2, rank => Sum(ProcessGroup.MeetAtAddress("127.0.0.1", port, rank, 2, Ample)));
        met.Set();
        foreach (Thread stranger in strangers)
            stranger.Join();

        Assert.Equal([3, 3], sums);
    }

    /// <summary>Rank 0 may be so busy that a rank gives up an attempt of which rank 0 then learns first.</summary>
    [Fact]
    public void A_rank_that_greets_again_takes_the_place_of_its_earlier_greeting()
    {
        using MeetingServer server = new(Listener(), "run", 2);
        using TcpClient earlier = Greet(server.Port, rank: 1, "second");
        using TcpClient later = Greet(server.Port, rank: 1, "second");
        earlier.Dispose();
        using TcpClient first = Greet(server.Port, rank: 0, "first");

        Assert.Equal((byte)Answer.Ok, Frame.Receive(first.GetStream()).ReadByte());
        Assert.Equal((byte)Answer.Ok, Frame.Receive(later.GetStream()).ReadByte());
    }

    [GlooFact]
    public void Ranks_meet_by_the_variables_that_torchrun_sets()
    {
        Dictionary<string, string> variables = Variables(FreePort());
        Assert.Equal([3, 3], Each(2, rank => Sum(Meet(variables, rank))));
    }

    [GlooFact]
    public void Runs_whose_port_torchrun_itself_uses_meet_beside_it_and_do_not_mix()
    {
        using TcpListener first = new(IPAddress.IPv6Any, 0);
        first.Server.DualMode = true;
        first.Start();
        int port = ((IPEndPoint)first.LocalEndpoint).Port;
        Dictionary<string, string>[] runs = [.. new[] { port, port + 1 }.Select(own => Variables(own))];
        foreach (Dictionary<string, string> variables in runs)
        {
            variables["TORCHELASTIC_USE_AGENT_STORE"] = "True";
            variables["TORCHELASTIC_RUN_ID"] = "none";
        }

        Assert.Equal([3, 3, 3, 3], Each(4, number => Sum(Meet(runs[number / 2], number % 2))));
    }

    [Theory]
    [InlineData("WORLD_SIZE", null)]
    [InlineData("WORLD_SIZE", "0")]
    [InlineData("WORLD_SIZE", "two")]
    [InlineData("RANK", "2")]
    [InlineData("RANK", "-1")]
    [InlineData("RANK", " 1")]
    [InlineData("MASTER_ADDR", "")]
    [InlineData("MASTER_PORT", null)]
    [InlineData("MASTER_PORT", "65536")]
    public void A_variable_that_is_missing_or_wrong_is_named_with_its_value(string name, string? value)
    {
        Dictionary<string, string> variables = Variables(1);
        variables["RANK"] = "0";
        if (value is null)
            variables.Remove(name);
        else
            variables[name] = value;
        string message = Assert.Throws<FormatException>(() => ProcessGroup.FromVariables(variables.GetValueOrDefault, Short)).Message;
        Assert.StartsWith($"The environment variable {name} is ", message);
        Assert.Contains(string.IsNullOrEmpty(value) ? "not set" : $"'{value}'", message);
    }

    private static ProcessGroup Meet(Dictionary<string, string> variables, int rank) => ProcessGroup.FromVariables(
        name => name == "RANK" ? rank.ToString(CultureInfo.InvariantCulture) : variables.GetValueOrDefault(name), Ample);

    private static Dictionary<string, string> Variables(int port) => new()
    {
        ["WORLD_SIZE"] = "2",
        ["MASTER_ADDR"] = "127.0.0.1",
        ["MASTER_PORT"] = port.ToString(CultureInfo.InvariantCulture),
    };

    private static float Sum(ProcessGroup group)
    {
        using (group)
        {
            using Tensor values = tensor(group.Rank + 1f);
            group.AllReduce(values);
            group.Barrier();
            return values.item<float>();
        }
    }

    private static TcpListener Listener()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    /// <summary>Sends a rank's greeting and takes the first answer.</summary>
    private static TcpClient Greet(int port, int rank, string process)
    {
        TcpClient client = new("127.0.0.1", port);
        Frame.Send(client.GetStream(), greeting =>
        {
            greeting.Write(Protocol.Greeting);
            greeting.Write("run");
            greeting.Write(rank);
            greeting.Write(2);
            greeting.Write((int)Ample.TotalMilliseconds);
            greeting.Write(Ample.TotalMilliseconds);
            greeting.Write(process);
        });
        Assert.Equal((byte)Answer.Ok, Frame.Receive(client.GetStream()).ReadByte());
        return client;
    }
}
