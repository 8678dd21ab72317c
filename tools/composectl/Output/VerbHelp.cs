using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Compose.CommandLine;

/// <summary>
/// Help of a verb is about the verb: the options that every verb takes are spelled out once, in the help of the program.
/// Only <c>--json</c> stays, since scripts look for it.
/// </summary>
internal sealed class VerbHelp : SynchronousCommandLineAction
{
    private readonly SynchronousCommandLineAction _inner;

    private VerbHelp(SynchronousCommandLineAction inner) => _inner = inner;

    /// <summary>Who asks for help need not say everything that the verb requires.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the help that the parser's library gives.</summary>
    public static void Attach(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new VerbHelp((SynchronousCommandLineAction)help.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        bool ofProgram = parseResult.CommandResult.Command is RootCommand;
        Option[] hidden = ofProgram ? [] : [.. parseResult.RootCommandResult.Command.Options.Where(option => option.Recursive && option != GlobalOptions.Json && option is not HelpOption)];
        foreach (Option option in hidden)
        {
            option.Hidden = true;
        }

        int code = _inner.Invoke(parseResult);
        if (!ofProgram)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"Every verb also takes {string.Join(", ", hidden.Select(option => option.Name))}: see {parseResult.RootCommandResult.Command.Name} --help");
        }

        return code;
    }
}
