using System.Text.Json.Serialization;

namespace Reports.Advice;

/// <summary>Limits of an epoch's time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Bottleneck>))]
public enum Bottleneck
{
    /// <summary>Training waits for data, and the cores are not busy: reading is what takes long, or too few threads load.</summary>
    [JsonStringEnumMemberName("loading")]
    Loading,

    /// <summary>Steps and the threads that load want the same cores, and all of them are busy.</summary>
    [JsonStringEnumMemberName("cores")]
    Cores,

    /// <summary>Steps take most, and another scheme computes them faster.</summary>
    [JsonStringEnumMemberName("precision")]
    Precision,

    /// <summary>Steps take most, and larger ones need less time an image.</summary>
    [JsonStringEnumMemberName("batch")]
    Batch,

    /// <summary>Steps take most, and each is computed in several passes, because its batch does not fit into the memory.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory,

    /// <summary>Steps take most, and no setting that was tried makes them faster.</summary>
    [JsonStringEnumMemberName("device")]
    Device,

    /// <summary>The evaluation takes most.</summary>
    [JsonStringEnumMemberName("evaluation")]
    Evaluation,

    /// <summary>Writing checkpoints takes most.</summary>
    [JsonStringEnumMemberName("saving")]
    Saving,
}
