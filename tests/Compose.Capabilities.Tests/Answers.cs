using Compose.Capabilities.Files;
using Compose.Runtime;

namespace Compose.Capabilities.Tests;

/// <summary>Reads the answers of WASI functions.</summary>
public static class Answers
{
    /// <summary>The payload of an ok.</summary>
    public static Value Ok(this Value result)
    {
        Assert.True(result.IsOk, $"err({result.Payload.CaseIndex})");
        return result.Payload;
    }

    /// <summary>The case of an error.</summary>
    public static int Err(this Value result)
    {
        Assert.False(result.IsOk);
        return result.Payload.CaseIndex;
    }

    /// <summary>The file error of an error, or None for an ok.</summary>
    public static FileError FileError(this Value result) =>
        result.IsOk ? Files.FileError.None : (FileError)(result.Payload.CaseIndex + 1);

    /// <summary>Whether the error is the stream's being closed.</summary>
    public static bool IsClosed(this Value result) => !result.IsOk && result.Payload.CaseIndex == 1;
}
