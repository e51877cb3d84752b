namespace Reports.Tables;

/// <summary>Whether a cell is good or bad news; the text says it too, so that nothing hangs on colour.</summary>
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

    /// <summary>Of less weight than its neighbours.</summary>
    Muted,
}
