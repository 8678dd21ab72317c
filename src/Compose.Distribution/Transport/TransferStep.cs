namespace Compose.Distribution.Transport;

/// <summary>What happens to a body.</summary>
public enum TransferStep
{
    Fetching,
    Fetched,
    Sending,
    Sent,

    /// <summary>It was there already.</summary>
    Present,

    /// <summary>The registry took it over from another of its repositories.</summary>
    Mounted,

    /// <summary>A further attempt begins after a failure.</summary>
    Retrying,
}
