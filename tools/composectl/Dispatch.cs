using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>What is done with a command line once it is parsed: a program's last line.</summary>
internal static class Dispatch
{
    /// <summary>Says what is wrong with it, or runs its verb; the exit code.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="program">The program's name for messages: its file may be called otherwise, or be that of a host.</param>
    public static int Run(ParseResult parsed, string program)
    {
        List<string> complaints = UsageErrors.Of(parsed);
        return complaints.Count == 0 ? parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
            : Invocation.Run(parsed, invocation => invocation.Fail(
                complaints.ConvertAll(message => new ComposeError(ErrorCodes.Generic.Usage, message, null, $"see {PathOf(parsed, program)} --help"))));
    }

    /// <summary>The words of the command that was parsed, for messages: <c>composectl plan validate</c>.</summary>
    private static string PathOf(ParseResult parsed, string program)
    {
        var names = new Stack<string>();
        for (Command? at = parsed.CommandResult.Command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Push(at is RootCommand ? program : at.Name);
        }

        return string.Join(' ', names);
    }
}
