using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>Status that a case of a run, or a probe of a sweep, ended with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CaseStatus>))]
public enum CaseStatus
{
    /// <summary>Measured to the end.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The device or the memory budget was too small.</summary>
    [JsonStringEnumMemberName("oom")]
    OutOfMemory,

    /// <summary>Ended by any other error; the case's message says which.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
