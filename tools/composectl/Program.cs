using System.CommandLine;
using Compose;
using Compose.CommandLine;

var run = new ExecRunVerb();
RootCommand root = Root.Create(run, args);
(string[] ours, run.GuestWords) = GuestArguments.Split(args, run.Command);
ParseResult parsed = root.Parse(ours);
string[] complaints = [.. UsageErrors.Of(parsed)];
if (complaints.Length > 0)
{
    return Invocation.Run(parsed, invocation => invocation.Fail(
        [.. complaints.Select(message => new ComposeError(ErrorCodes.Generic.Usage, message, null, $"see {Root.PathOf(parsed)} --help"))]));
}

return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
