namespace Compose.Plans;

/// <summary>What a number of a plan or of an option counts.</summary>
public enum QuantityUnit
{
    /// <summary>A bare number; <c>_</c> may group digits.</summary>
    Count,

    /// <summary>Bytes: <c>64MiB</c>, <c>1GB</c>, <c>65536</c>.</summary>
    Size,

    /// <summary>Milliseconds: <c>5s</c>, <c>200ms</c>, <c>2m</c>, <c>1500</c>.</summary>
    Time,
}
