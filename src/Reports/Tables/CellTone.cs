namespace Reports.Tables;

/// <summary>Tone of a cell: good or bad news; the text says it too, so that nothing depends on colour.</summary>
public enum CellTone
{
    /// <summary>Neither.</summary>
    Plain,

    /// <summary>Good news.</summary>
    Good,

    /// <summary>Bad news.</summary>
    Bad,

    /// <summary>Needs a look.</summary>
    Warning,

    /// <summary>Shown with less weight than its neighbours.</summary>
    Muted,
}
