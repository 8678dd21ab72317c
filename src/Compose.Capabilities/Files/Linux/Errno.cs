namespace Compose.Capabilities.Files.Linux;

/// <summary>Error numbers of Linux (x64, arm64) as file errors.</summary>
internal static class Errno
{
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int Access = 13;
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int Invalid = 22;
    public const int InvalidSeek = 29;
    public const int Pipe = 32;
    public const int NoSystemCall = 38;
    public const int Loop = 40;
    public const int NotSupported = 95;

    /// <summary>The file error; <see cref="FileError.Io"/> for what WASI has no name for.</summary>
    public static FileError Map(int errno) => errno switch
    {
        0 => FileError.None,
        NotPermitted => FileError.NotPermitted,
        NoEntry => FileError.NoEntry,
        Interrupted => FileError.Interrupted,
        5 => FileError.Io,
        6 => FileError.NoSuchDevice,
        9 => FileError.BadDescriptor,
        TryAgain => FileError.WouldBlock,
        12 => FileError.InsufficientMemory,
        Access => FileError.Access,
        16 => FileError.Busy,
        17 => FileError.Exist,
        CrossDevice => FileError.CrossDevice,
        19 => FileError.NoDevice,
        NotDirectory => FileError.NotDirectory,
        21 => FileError.IsDirectory,
        Invalid => FileError.Invalid,

        // The process or the system has no descriptor left.
        23 or 24 => FileError.Quota,
        25 => FileError.NoTty,
        26 => FileError.TextFileBusy,
        27 => FileError.FileTooLarge,
        28 => FileError.InsufficientSpace,
        InvalidSeek => FileError.InvalidSeek,
        30 => FileError.ReadOnly,
        31 => FileError.TooManyLinks,
        Pipe => FileError.Pipe,
        35 => FileError.Deadlock,
        36 => FileError.NameTooLong,
        37 => FileError.NoLock,
        NoSystemCall or NotSupported => FileError.Unsupported,
        39 => FileError.NotEmpty,
        Loop => FileError.Loop,
        75 => FileError.Overflow,
        84 => FileError.IllegalByteSequence,
        90 => FileError.MessageSize,
        114 => FileError.Already,
        115 => FileError.InProgress,
        122 => FileError.Quota,
        131 => FileError.NotRecoverable,
        _ => FileError.Io,
    };
}
