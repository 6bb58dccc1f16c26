// What words of C and C++ look like, and what that says of the words beside them.

export const macroName = /^(?=.*[A-Z].*[A-Z])_*[A-Z][A-Z0-9_]*$/;
/** A name that begins like that of a macro and goes on in other letters. */
export const macroPrefix = /^_*(?:[A-Z][A-Z0-9]+_\w+|[A-Za-z]+_[A-Z]{2,})$/;
export const word = /^[A-Za-z_$]/;
/** Words after which a name is what it seems, not a macro that adds something. */
export const takesName =
  /^(?:return|case|goto|sizeof|else|do|typedef|struct|union|enum|class|namespace|new|delete|throw|typename|using|operator|co_return|co_yield|co_await|and|or|not|defined)$/;
/** Words with which a declaration may begin. */
export const declares =
  /^(?:static|const|volatile|void|char|short|int|long|float|double|signed|unsigned|bool|_Bool|auto|inline|extern|typedef|struct|union|enum|class|template|virtual|explicit|constexpr|consteval|constinit|friend|using|namespace|typename|register|restrict|public|private|protected|operator|mutable|thread_local|_Thread_local|size_t|ssize_t|u?int\d+_t|if|for|while|do|switch|return|case|default|break|continue|goto|else)$/;
/** Calls whose arguments may be types. */
export const takesTypes =
  /^(?:va_arg|__builtin_va_arg|offsetof|__builtin_offsetof|container_of|list_entry|alignof|_Alignof)$/;
/** Types that the languages bring along: whatever stands right before one is no type and no name. */
export const builtIn =
  /^(?:void|char|short|int|long|float|double|signed|unsigned|bool|_Bool|size_t|ssize_t|u?int(?:8|16|32|64|ptr)_t)$/;
export const qualifier =
  /^(?:static|const|volatile|inline|extern|register|restrict|constexpr|virtual|explicit|friend|mutable|_Thread_local|thread_local)$/;
/** Words that stand for the head of a loop, as C projects name them. */
export const loopHead = /for_?each/i;
/** Arguments that only a macro takes: types. */
export const typeArgument =
  /(?:^|,)\s*(?:(?:const|unsigned|signed|struct|union|enum)\s+\w|(?:void|char|short|int|long|float|double|bool)\s*(?:[*,]|$))|\*\s*(?:,|$)/;
export const qualifierOrAccess = /^(?:constexpr|inline|static|public|private|protected)$/;
export const typeHead = /^(?:class|struct|union|enum|namespace|extern)$/;
export const keyword =
  /^(?:if|for|while|switch|catch|requires|decltype|noexcept|return|sizeof|else|do|case)$/;
export const annotation =
  /^(?:__attribute__|__attribute|__declspec|__extension__|__restrict(?:__)?|__inline(?:__)?|__forceinline|__volatile__|__cdecl|__stdcall|_Pragma|__pragma|__try|__finally)$/;
