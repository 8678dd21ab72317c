using System.CommandLine;
using Compose.Exec;

namespace Compose.CommandLine;

/// <summary><c>exec replay RECORDING TARGET</c>: an audited run again, without the world.</summary>
internal static class ExecReplayVerb
{
    public static Command Create()
    {
        var flags = new ExecFlags();
        var recording = new Argument<string>("RECORDING") { Description = "A file of --record, or the digest of a recording in the store." };
        var target = new Argument<string>("TARGET") { Description = "What ran then: a plan, an artifact or a component." };
        var timeout = flags.Timeout;
        var command = new Command("replay", "Run what was recorded again: the guest gets the recorded answers, and the host is not asked.") { recording, target, timeout };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string name = parsed.GetRequiredValue(recording);
            using Recording opened = Recording.Open(Open(parsed, name), name);
            return ExecSession.Replay(invocation, flags, parsed.GetRequiredValue(target), opened);
        }));
        return command;
    }

    private static Stream Open(ParseResult parsed, string name)
    {
        if (File.Exists(name))
        {
            return new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 65_536);
        }

        if (Digest.TryParse(name, out Digest digest) && StoreFolder.Open(parsed)?.TryGet(digest) is { } bytes)
        {
            return new MemoryStream(bytes.ToArray(), writable: false);
        }

        throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"there is no recording {name}", null, "name a file, or the digest of a recording in the store");
    }
}
