using Schemes.Distributed;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

public class ValuesOfRanksTests
{
    [GlooFact]
    public void Bytes_and_numbers_of_all_ranks_are_gathered_in_their_order()
    {
        Ranks.Run(3, group =>
        {
            byte[][] bytes = group.AllGather((byte[])[.. Enumerable.Repeat((byte)(group.Rank + 1), 2 * group.Rank)]);
            Assert.Equal([[], [2, 2], [3, 3, 3, 3]], bytes);
            Assert.Equal([[], [], []], group.AllGather(ReadOnlySpan<byte>.Empty));
            Assert.Equal([[0, 0.1], [1, 0.1], [2, 0.1]], group.AllGather([group.Rank, 0.1]));
            return 0;
        });
    }

    [GlooFact]
    public void Tensors_of_several_types_take_one_ranks_values()
    {
        Ranks.Run(2, group =>
        {
            Tensor[] tensors = [full([2, 3], group.Rank + 1f), tensor((long)group.Rank + 7), ones(4).mul(group.Rank), full([3, 2], group.Rank + 5f).t()];
            group.Broadcast(tensors, root: 1);
            Assert.Equal([2, 8, 1, 6], tensors.Select(each => each.max().to(ScalarType.Float32).ToSingle()));
            Assert.Equal([2, 8, 1, 6], tensors.Select(each => each.min().to(ScalarType.Float32).ToSingle()));
            return 0;
        });
    }

    [Fact]
    public void The_place_is_read_from_the_variables_of_several_launchers()
    {
        Assert.Null(Read());
        Assert.Equal(new LaunchedRank(1, 0, 4), Read(("RANK", "1"), ("WORLD_SIZE", "4"), ("LOCAL_RANK", "0")));
        Assert.Equal(new LaunchedRank(5, 1, 8), Read(("SLURM_PROCID", "5"), ("SLURM_NTASKS", "8"), ("SLURM_LOCALID", "1"), ("MASTER_ADDR", "node1")));
        Assert.Equal(new LaunchedRank(2, 2, 3), Read(("OMPI_COMM_WORLD_RANK", "2"), ("OMPI_COMM_WORLD_SIZE", "3"), ("OMPI_COMM_WORLD_LOCAL_RANK", "2"), ("MASTER_ADDR", "a")));

        // A batch script of SLURM is no rank.
        Assert.Null(Read(("SLURM_PROCID", "0"), ("SLURM_NTASKS", "8")));
        Assert.Contains("RANK is 'x'", Assert.Throws<FormatException>(() => Read(("RANK", "x"), ("WORLD_SIZE", "4"))).Message, StringComparison.Ordinal);
        Assert.Contains("WORLD_SIZE is not set", Assert.Throws<FormatException>(() => Read(("RANK", "1"))).Message, StringComparison.Ordinal);
    }

    private static LaunchedRank? Read(params (string Name, string Value)[] variables) =>
        LaunchedRank.FromVariables(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
