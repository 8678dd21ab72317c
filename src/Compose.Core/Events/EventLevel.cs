namespace Compose;

/// <summary>How much an event matters. Warnings and errors belong into the audit trail too.</summary>
public enum EventLevel
{
    /// <summary>Every step: each call of a host function, each instance, each grant.</summary>
    Trace = 0,

    /// <summary>The beginning and the end of operations and their phases.</summary>
    Info = 1,

    /// <summary>Something was denied, narrowed or left out, and the work goes on.</summary>
    Warn = 2,

    /// <summary>The operation failed, a guest trapped or reached a limit.</summary>
    Error = 3,
}
