using Benchmarks.Measurement;
using Reports.Model;
using Support;

namespace Benchmarks.Tests.Measurement;

[Collection("environment variables")]
public class CaseRecordTests
{
    [Fact]
    public void Warm_up_does_not_count_into_the_peak()
    {
        CaseRecord record = new() { PeakAllocatedBytes = [900, 100, 300, 200], PeakReservedBytes = [900, 1000, 400, 400], ManagedAllocatedBytes = [99, 1, 5, 3] };
        MeasuredSteps steps = MeasuredSteps.Of(record, warmupCount: 1);

        Assert.Equal(new MeasuredSteps(300, 1000, 3), steps);
    }

    [Fact]
    public void A_case_that_never_came_to_a_measured_step_has_no_figures()
    {
        Assert.Equal(new MeasuredSteps(null, null, null), MeasuredSteps.Of(new CaseRecord { PeakAllocatedBytes = [5] }, warmupCount: 3));
    }

    [Fact]
    public void A_record_arrives_as_it_was_written_even_with_losses_that_are_not_numbers()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("record.json");
        Environment.SetEnvironmentVariable(CaseRecordFile.EnvironmentVariable, file);
        try
        {
            CaseRecordFile.Write(new CaseRecord
            {
                Status = CaseStatus.OutOfMemory,
                Message = "CPU out of memory",
                PeakAllocatedBytes = [1, 2],
                LossScale = 65536,
                Accuracy = new AccuracyResult { Map50 = 0.25, LossCurve = [new LossPoint { Iteration = 0, Total = double.NaN, Box = double.PositiveInfinity }] },
            });
        }
        finally
        {
            Environment.SetEnvironmentVariable(CaseRecordFile.EnvironmentVariable, null);
        }

        CaseRecord read = CaseRecordFile.Read(file)!;
        Assert.Equal((CaseStatus.OutOfMemory, "CPU out of memory", 65536), (read.Status, read.Message, read.LossScale));
        Assert.Equal([1L, 2L], read.PeakAllocatedBytes);
        Assert.Equal(0.25, read.Accuracy!.Map50);
        Assert.True(double.IsNaN(read.Accuracy.LossCurve![0].Total));
    }

    [Fact]
    public void A_process_that_came_to_nothing_has_no_record() => Assert.Null(CaseRecordFile.Read("/no/such/file"));
}
