/* SPDX-FileCopyrightText: The Sightline developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* What the page says, in the languages of the application. Every key stands in
 * every language; a test sees to it.
 */

export const STRINGS = {
  en: {
    roomTitle: 'You are invited to a call',
    roomLead: 'The link leads to a room on this server. The room’s code stays on your device: this page does not tell it even to the server.',
    noneTitle: 'This is a Sightline server',
    noneLead: 'To join a call, open the link that you were given – the whole of it, with the # and the code at its end.',
    badTitle: 'This link does not work',
    badLead: 'Ask for the link again, then open or copy the whole of it.',
    shortProblem: 'The code at its end is too short.',
    longProblem: 'The code at its end is too long.',
    characterProblem: 'The code at its end has a character that is no letter, digit or hyphen.',
    escapeProblem: 'The code at its end was damaged on the way.',
    room: 'Room',
    show: 'Show Code',
    hidden: 'The code is hidden',
    weakCode: 'Someone chose this code, and it can be guessed. Whoever guesses it can join.',
    fairCode: 'Someone chose this code. It is long, but it can be guessed.',
    server: 'Server',
    checking: 'Checking…',
    up: 'Up',
    down: 'Does not answer',
    retry: 'Try Again',
    open: 'Open in Sightline',
    copy: 'Copy Link',
    copied: 'Link copied',
    insecure: 'This page came over plain http, where browsers switch off encryption, camera and microphone. Ask for a link that begins with https://, or use the application.',
    browserTitle: 'Joining in the browser',
    browserText: 'A later release lets you join right on this page. Until then it takes the application. This page sends the code to nobody and keeps it in this tab only, so that you can reload.',
    appTitle: 'Sightline for Linux',
    appText: 'Sightline is free software. The application is still being written and is in no app store yet; the README of its source code says how to build and install what is there.',
    appOpen: 'Once it is installed, the button above opens the call in it.',
    appPaste: 'Once it is installed, copy the link with the button above and paste it there.',
  },
  es: {
    roomTitle: 'Le han invitado a una llamada',
    roomLead: 'El enlace lleva a una sala de este servidor. El código de la sala no sale de su dispositivo: esta página no se lo dice ni siquiera al servidor.',
    noneTitle: 'Esto es un servidor de Sightline',
    noneLead: 'Para unirse a una llamada, abra el enlace que recibió: completo, con la # y el código del final.',
    badTitle: 'Este enlace no funciona',
    badLead: 'Pida de nuevo el enlace y ábralo o cópielo completo.',
    shortProblem: 'El código del final es demasiado corto.',
    longProblem: 'El código del final es demasiado largo.',
    characterProblem: 'El código del final contiene un carácter que no es letra, cifra ni guion.',
    escapeProblem: 'El código del final se dañó por el camino.',
    room: 'Sala',
    show: 'Mostrar código',
    hidden: 'El código está oculto',
    weakCode: 'Alguien eligió este código y se puede adivinar. Quien lo adivine podrá unirse.',
    fairCode: 'Alguien eligió este código. Es largo, pero se puede adivinar.',
    server: 'Servidor',
    checking: 'Comprobando…',
    up: 'Funciona',
    down: 'No responde',
    retry: 'Reintentar',
    open: 'Abrir en Sightline',
    copy: 'Copiar enlace',
    copied: 'Enlace copiado',
    insecure: 'Esta página llegó por http sin cifrar, donde los navegadores desactivan el cifrado, la cámara y el micrófono. Pida un enlace que empiece por https:// o use la aplicación.',
    browserTitle: 'Unirse desde el navegador',
    browserText: 'Una versión posterior permitirá unirse desde esta misma página. Hasta entonces hace falta la aplicación. Esta página no envía el código a nadie y lo guarda solo en esta pestaña, para que pueda recargarla.',
    appTitle: 'Sightline para Linux',
    appText: 'Sightline es software libre. La aplicación aún se está escribiendo y no está en ninguna tienda de aplicaciones; el README de su código fuente explica cómo compilar e instalar lo que ya hay.',
    appOpen: 'Cuando esté instalada, el botón de arriba abrirá la llamada en ella.',
    appPaste: 'Cuando esté instalada, copie el enlace con el botón de arriba y péguelo en ella.',
  },
  ru: {
    roomTitle: 'Вас пригласили на звонок',
    roomLead: 'Ссылка ведёт в комнату на этом сервере. Код комнаты не покидает ваше устройство: страница не сообщает его даже серверу.',
    noneTitle: 'Это сервер Sightline',
    noneLead: 'Чтобы присоединиться к звонку, откройте полученную ссылку целиком, вместе с # и кодом в конце.',
    badTitle: 'Эта ссылка не работает',
    badLead: 'Попросите ссылку ещё раз и откройте или скопируйте её целиком.',
    shortProblem: 'Код в конце ссылки слишком короткий.',
    longProblem: 'Код в конце ссылки слишком длинный.',
    characterProblem: 'В коде в конце ссылки есть знак, который не является буквой, цифрой или дефисом.',
    escapeProblem: 'Код в конце ссылки повреждён при пересылке.',
    room: 'Комната',
    show: 'Показать код',
    hidden: 'Код скрыт',
    weakCode: 'Этот код придумал человек, и его можно угадать. Угадавший сможет войти.',
    fairCode: 'Этот код придумал человек. Он длинный, но его можно угадать.',
    server: 'Сервер',
    checking: 'Проверка…',
    up: 'Работает',
    down: 'Не отвечает',
    retry: 'Повторить',
    open: 'Открыть в Sightline',
    copy: 'Скопировать ссылку',
    copied: 'Ссылка скопирована',
    insecure: 'Страница получена по незащищённому http, где браузеры отключают шифрование, камеру и микрофон. Попросите ссылку, которая начинается с https://, или откройте её в приложении.',
    browserTitle: 'Звонок в браузере',
    browserText: 'В одном из следующих выпусков присоединиться можно будет прямо на этой странице. Пока для этого нужно приложение. Страница никому не отправляет код и хранит его только в этой вкладке, чтобы её можно было обновить.',
    appTitle: 'Sightline для Linux',
    appText: 'Sightline — свободная программа. Приложение ещё пишется, и в магазинах приложений его пока нет; как собрать и установить готовое, сказано в файле README рядом с исходным кодом.',
    appOpen: 'Когда оно установлено, кнопка выше открывает звонок в нём.',
    appPaste: 'Когда оно установлено, скопируйте ссылку кнопкой выше и вставьте её в приложении.',
  },
};

/**
 * @param {string[]} languages as in navigator.languages, the best first
 * @returns {string} a key of STRINGS
 */
export function chooseLanguage(languages) {
  const known = languages.map(tag => tag.toLowerCase().split('-')[0]).find(tag => Object.hasOwn(STRINGS, tag));
  return known ?? 'en';
}

/** @returns {function(string): string} */
export function translator(language) {
  return key => STRINGS[language][key] ?? STRINGS.en[key] ?? key;
}
