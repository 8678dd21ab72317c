namespace Compose.Wasm.Core;

/// <summary>
/// Validates a decoded core module (core specification 3.0, section 3). <see cref="ValidateModule"/> checks everything
/// but function bodies; bodies can then be validated each on its own, in any order and on several threads, each thread
/// with its own <see cref="FunctionValidator"/>. A body that does not decode is <c>Component.Malformed</c>, one that
/// breaks a typing rule <c>Component.Invalid</c>.
/// </summary>
public sealed partial class CoreModuleValidator
{
    /// <summary>Bytes that one thread validates in the time that it takes to start others.</summary>
    private const int BytesForThreads = 256 << 10;

    private readonly Lock _lock = new();
    private volatile bool _isModuleValid;
    private bool[] _declared = [];
    private CommonRow[]? _commonRows;

    /// <summary>
    /// Prepares to validate; an engine that compares types across modules passes its own <paramref name="interner"/>.
    /// </summary>
    public CoreModuleValidator(CoreModule module, TypeInterner? interner = null)
    {
        Module = module;
        Types = new ModuleTypes(module, interner ?? new TypeInterner());
    }

    public CoreModule Module { get; }

    /// <summary>The module's types with canonical ids; complete after <see cref="ValidateModule"/>.</summary>
    public ModuleTypes Types { get; }

    /// <summary>
    /// Validates a whole module, bodies on up to <paramref name="threads"/> threads. The error reported is that of the
    /// first body in order that has one.
    /// </summary>
    public static CoreModuleValidator Validate(CoreModule module, TypeInterner? interner = null, int threads = 1)
    {
        var validator = new CoreModuleValidator(module, interner);
        validator.ValidateModule();
        validator.ValidateFunctions(threads);
        return validator;
    }

    /// <summary>A validator of single functions; not thread-safe, reusable.</summary>
    public FunctionValidator CreateFunctionValidator() => new(this);

    /// <summary>Validates the body of one defined function, by function index.</summary>
    public void ValidateFunction(int functionIndex) => CreateFunctionValidator().Validate(functionIndex);

    /// <summary>Validates all bodies.</summary>
    public void ValidateFunctions(int threads = 1)
    {
        int count = Module.Bodies.Length;
        const int chunk = 64;
        int chunks = (count + chunk - 1) / chunk;
        if (threads <= 1 || chunks < 2 || Module.Bytes.Length < BytesForThreads)
        {
            ValidateRange(CreateFunctionValidator(), 0, count);
            return;
        }

        int next = 0;
        int failedChunk = int.MaxValue;
        ComposeException? failure = null;
        var gate = new Lock();
        void Work()
        {
            FunctionValidator validator = CreateFunctionValidator();
            int mine;
            while ((mine = Interlocked.Increment(ref next) - 1) < chunks && mine < Volatile.Read(ref failedChunk))
            {
                try
                {
                    ValidateRange(validator, mine * chunk, Math.Min(count, (mine + 1) * chunk));
                }
                catch (ComposeException e)
                {
                    lock (gate)
                    {
                        if (mine < failedChunk)
                        {
                            failedChunk = mine;
                            failure = e;
                        }
                    }

                    return;
                }
            }
        }

        var others = new Task[Math.Min(threads, chunks) - 1];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = Task.Run(Work);
        }

        Work();
        Task.WaitAll(others);
        if (failure is not null)
        {
            throw new ComposeException(failure.Errors, failure);
        }
    }

    /// <summary>Whether <c>ref.func</c> may name the function: it stands in an export, an element segment or a global.</summary>
    public bool IsDeclared(int functionIndex) => _declared[functionIndex];

    /// <summary>Rows of the common instructions under the module's features.</summary>
    internal CommonRow[] CommonRows => _commonRows ??= CommonRow.Of(Module);

    internal void EnsureModuleIsValid()
    {
        if (!_isModuleValid)
        {
            ValidateModule();
        }
    }

    private void ValidateRange(FunctionValidator validator, int first, int end)
    {
        int imported = Module.ImportedFunctionCount;
        for (int i = first; i < end; i++)
        {
            validator.Validate(imported + i);
        }
    }
}
