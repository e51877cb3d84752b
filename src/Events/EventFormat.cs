namespace Events;

/// <summary>Formats of files of events.</summary>
public enum EventFormat
{
    /// <summary>Prophesee RAW with EVT 2.0: a word of 32 bits an event.</summary>
    Evt2,

    /// <summary>Prophesee RAW with EVT 2.1: words of 64 bits, each for up to 32 neighbours in a row.</summary>
    Evt21,

    /// <summary>Prophesee RAW with EVT 3.0: words of 16 bits that change a state.</summary>
    Evt3,

    /// <summary>Prophesee DAT, version 2: 8 bytes an event.</summary>
    Dat,

    /// <summary>Text with a row an event.</summary>
    Csv,

    /// <summary>NumPy's archive with the arrays x, y, t and p.</summary>
    Npz,
}
