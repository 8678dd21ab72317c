namespace Compose.Capabilities.Files;

/// <summary>How a path is to be opened. Neither <see cref="Read"/> nor <see cref="Write"/> means for reading.</summary>
public readonly record struct OpenRequest
{
    /// <summary>Whether a symbolic link at the end of the path is followed.</summary>
    public bool Follow { get; init; }

    /// <summary>Make a regular file where there is nothing.</summary>
    public bool Create { get; init; }

    /// <summary>With <see cref="Create"/>: fail where there is something.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Empty the file.</summary>
    public bool Truncate { get; init; }

    /// <summary>Fail with <see cref="FileError.NotDirectory"/> where it is not a directory.</summary>
    public bool Directory { get; init; }

    public bool Read { get; init; }

    public bool Write { get; init; }
}
