using System.CommandLine;
using System.Text;
using Compose;
using Compose.CommandLine;

// Reading a closed pipe is not worth a stack trace, and bytes are UTF-8 wherever the program runs.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

RootCommand root = Root.Create();
(string[] ours, string[] guest) = GuestArguments.Split(args, ExecRunVerb.Command);
ExecRunVerb.GuestWords = guest;
ParseResult parsed = root.Parse(ours);
if (parsed.Errors.Count > 0)
{
    return Invocation.Run(parsed, invocation => invocation.Fail(
        [.. parsed.Errors.Select(error => new ComposeError(ErrorCodes.Generic.Usage, error.Message, null, $"see {Root.PathOf(parsed)} --help"))]));
}

return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
